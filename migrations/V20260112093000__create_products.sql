CREATE TABLE products (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku    text          NOT NULL UNIQUE,
  name   text          NOT NULL,
  price  numeric(8, 2) NOT NULL CHECK (price >= 0),
  active boolean       NOT NULL DEFAULT true
);

COMMENT ON COLUMN products.price IS 'In euros, tax included';
