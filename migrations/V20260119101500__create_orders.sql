CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped', 'cancelled');

CREATE TABLE orders (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint       NOT NULL REFERENCES customers (id),
  status      order_status NOT NULL DEFAULT 'new',
  client_ip   inet,
  placed_at   timestamptz  NOT NULL DEFAULT now()
);

CREATE TABLE order_lines (
  order_id   bigint        NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  line_no    integer       NOT NULL CHECK (line_no > 0),
  product_id bigint        NOT NULL REFERENCES products (id),
  quantity   integer       NOT NULL CHECK (quantity > 0),
  unit_price numeric(8, 2) NOT NULL,
  PRIMARY KEY (order_id, line_no)
);

-- PostgreSQL does not index the referencing side of a foreign key by itself.
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE INDEX order_lines_product_idx ON order_lines (product_id);
