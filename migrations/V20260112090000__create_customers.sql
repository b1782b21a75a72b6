CREATE TABLE customers (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email      text        NOT NULL,
  full_name  text        NOT NULL,
  country    text,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One account per address, however it is typed.
CREATE UNIQUE INDEX customers_email_idx ON customers (lower(email));

COMMENT ON TABLE customers IS 'People who have an account';
