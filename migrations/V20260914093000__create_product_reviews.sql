CREATE TABLE product_reviews (
  product_id  bigint      NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  customer_id bigint      NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  rating      smallint    NOT NULL CHECK (rating BETWEEN 1 AND 5),
  body        text        NOT NULL DEFAULT '',
  written_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (product_id, customer_id)
);

CREATE INDEX product_reviews_customer_idx ON product_reviews (customer_id);

COMMENT ON TABLE product_reviews IS 'One review a customer and product';
