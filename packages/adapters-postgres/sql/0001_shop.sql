-- :schema is replaced by the shop's quoted schema name. Features of PostgreSQL 15 only.
-- Amounts and quantities stay within JavaScript's safe integers.
create domain :schema.minor_units as int8 check (value between -9007199254740991 and 9007199254740991);
create domain :schema.quantity as int8 check (value between -9007199254740991 and 9007199254740991);

-- One row: what every process of the shop must agree on.
create table :schema.shop (
  only_row boolean primary key default true check (only_row),
  rules_revision int8 not null default 1,
  fingerprint_key text not null,
  tax_policy jsonb not null
);

create table :schema.idempotency_keys (
  scope text not null,
  key_hash text not null,
  operation text not null,
  operation_id text,
  fingerprint text not null,
  result jsonb,
  recovery jsonb,
  lease_token text,
  lease_until timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (scope, key_hash)
);
create index idempotency_keys_expiry on :schema.idempotency_keys (expires_at);

create table :schema.outbox (
  position int8 generated always as identity primary key,
  id text not null unique,
  type text not null,
  version int4 not null,
  occurred_at timestamptz not null,
  aggregate_type text not null,
  aggregate_id text not null,
  aggregate_version int8 not null,
  aggregate_index int4 not null,
  payload jsonb not null,
  correlation_id text,
  actor text not null
);

create table :schema.audit_entries (
  position int8 generated always as identity primary key,
  id text not null unique,
  at timestamptz not null,
  actor text not null,
  operation text not null,
  target text,
  error text,
  correlation_id text,
  summary jsonb not null
);

-- Catalog

create table :schema.brands (
  id text primary key,
  handle text not null unique,
  name text not null,
  description text not null,
  logo text,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index brands_by_name on :schema.brands (name, id);

create table :schema.categories (
  id text primary key,
  parent_id text references :schema.categories (id),
  handle text not null unique,
  title text not null,
  description text not null,
  position int4 not null,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index categories_children on :schema.categories (parent_id, position, id);

create table :schema.products (
  id text primary key,
  external_id text unique,
  handle text not null unique,
  title text not null,
  description text not null,
  status text not null check (status in ('draft', 'active', 'archived')),
  publish_at timestamptz,
  unpublish_at timestamptz,
  brand_id text references :schema.brands (id),
  tags text[] not null,
  options jsonb not null,
  media jsonb not null,
  seo jsonb not null,
  metadata jsonb not null,
  fields jsonb not null,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index products_by_creation on :schema.products (created_at, id);
create index products_by_title on :schema.products (title, id);
-- A handle without its number, and the number: the next free one is found by them.
create index products_by_handle_number on :schema.products
  (regexp_replace(handle, '-[0-9]{1,9}$', ''), (substring(handle from '-([0-9]{1,9})$')::int4));
create index products_by_brand on :schema.products (brand_id, id);

-- Handles that a product had before, so that old links redirect.
create table :schema.product_handles (
  handle text primary key,
  product_id text not null references :schema.products (id) on delete cascade,
  replaced_at timestamptz not null
);
create index product_handles_by_number on :schema.product_handles
  (regexp_replace(handle, '-[0-9]{1,9}$', ''), (substring(handle from '-([0-9]{1,9})$')::int4));
create index product_handles_by_product on :schema.product_handles (product_id);

create table :schema.product_categories (
  product_id text not null references :schema.products (id) on delete cascade,
  category_id text not null references :schema.categories (id),
  primary key (product_id, category_id)
);
create index product_categories_by_category on :schema.product_categories (category_id, product_id);

create table :schema.variants (
  id text primary key,
  product_id text not null references :schema.products (id),
  sku text not null unique,
  external_id text unique,
  barcode text,
  option_values jsonb not null,
  -- The combination of option values as canonical text: no two variants of a product share one.
  option_key text not null,
  position int4 not null,
  tax_class text not null,
  weight_grams int8,
  hsn text,
  stock_policy text not null check (stock_policy in ('track', 'none')),
  backorder_limit :schema.quantity not null check (backorder_limit >= 0),
  media jsonb not null,
  metadata jsonb not null,
  archived boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Checked at the end of a statement: two variants may swap their values.
  unique (product_id, option_key) deferrable
);

create table :schema.prices (
  variant_id text not null references :schema.variants (id),
  currency char(3) not null,
  amount :schema.minor_units not null check (amount >= 0),
  compare_at :schema.minor_units check (compare_at >= 0),
  updated_at timestamptz not null,
  primary key (variant_id, currency)
);

-- Tax and shipping

create table :schema.tax_zones (
  id text primary key,
  name text not null unique,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table :schema.tax_zone_members (
  zone_id text not null references :schema.tax_zones (id) on delete cascade,
  position int4 not null,
  country char(2) not null,
  region text,
  postal_pattern text,
  primary key (zone_id, position)
);

create table :schema.tax_rates (
  id text primary key,
  zone_id text not null references :schema.tax_zones (id) on delete cascade,
  tax_class text not null,
  code text not null,
  name text not null,
  rate_ppm int8 not null check (rate_ppm between 0 and 10000000),
  compound boolean not null,
  priority int4 not null,
  valid_from timestamptz,
  valid_to timestamptz
);
create index tax_rates_by_zone on :schema.tax_rates (zone_id);

create table :schema.shipping_methods (
  id text primary key,
  code text not null unique,
  name text not null,
  countries text[],
  currency char(3) not null,
  price :schema.minor_units not null check (price >= 0),
  free_above :schema.minor_units check (free_above >= 0),
  tax_class text not null,
  enabled boolean not null,
  position int4 not null,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Inventory

create table :schema.locations (
  id text primary key,
  code text not null unique,
  name text not null,
  priority int4 not null,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table :schema.stock_levels (
  variant_id text not null references :schema.variants (id),
  location_id text not null references :schema.locations (id),
  on_hand :schema.quantity not null check (on_hand >= 0),
  allocated :schema.quantity not null check (allocated >= 0),
  held :schema.quantity not null check (held >= 0),
  incoming :schema.quantity not null check (incoming >= 0),
  safety :schema.quantity not null check (safety >= 0),
  version int8 not null,
  updated_at timestamptz not null,
  primary key (variant_id, location_id)
) with (fillfactor = 70);

create table :schema.stock_movements (
  id text primary key,
  variant_id text not null,
  location_id text not null,
  quantity :schema.quantity not null check (quantity <> 0),
  reason text not null,
  reference text,
  actor text not null,
  at timestamptz not null
);
create index stock_movements_by_level on :schema.stock_movements (variant_id, location_id, id);
create index stock_movements_by_reference on :schema.stock_movements (reference) where reference is not null;

create table :schema.reservations (
  id text primary key,
  owner text not null,
  variant_id text not null,
  location_id text not null,
  quantity :schema.quantity not null check (quantity > 0),
  expires_at timestamptz not null,
  foreign key (variant_id, location_id) references :schema.stock_levels (variant_id, location_id)
);
create index reservations_by_owner on :schema.reservations (owner);
create index reservations_by_level on :schema.reservations (variant_id, location_id, expires_at);

create table :schema.allocations (
  order_line_id text not null,
  location_id text not null,
  variant_id text not null,
  order_id text not null,
  -- Sold and not shipped.
  quantity :schema.quantity not null check (quantity >= 0),
  primary key (order_line_id, location_id)
);
create index allocations_by_level on :schema.allocations (variant_id, location_id);
create index allocations_by_order on :schema.allocations (order_id);

-- Customers

create table :schema.customers (
  id text primary key,
  external_id text unique,
  email text,
  -- The e-mail in lower case: unique case-insensitively.
  email_key text unique,
  phone text,
  name text,
  locale text,
  groups text[] not null,
  tags text[] not null,
  note text,
  metadata jsonb not null,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index customers_by_creation on :schema.customers (created_at, id);
create index customers_by_group on :schema.customers using gin (groups);

create table :schema.customer_addresses (
  id text primary key,
  customer_id text not null references :schema.customers (id) on delete cascade,
  label text,
  default_shipping boolean not null,
  default_billing boolean not null,
  name text,
  company text,
  line1 text,
  line2 text,
  city text,
  region text,
  postal_code text,
  country char(2) not null,
  phone text,
  created_at timestamptz not null
);
create index customer_addresses_by_customer on :schema.customer_addresses (customer_id, id);
create unique index customer_addresses_default_shipping
  on :schema.customer_addresses (customer_id) where default_shipping;
create unique index customer_addresses_default_billing
  on :schema.customer_addresses (customer_id) where default_billing;

-- Cart and checkout

create table :schema.carts (
  id text primary key,
  status text not null check (status in ('open', 'completed')),
  currency char(3) not null,
  channel text,
  locale text,
  customer_id text references :schema.customers (id),
  guest_hash text,
  email text,
  shipping_address jsonb,
  billing_address jsonb,
  shipping_method_id text,
  note text,
  metadata jsonb not null,
  order_id text,
  expires_at timestamptz not null,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index carts_by_customer on :schema.carts (customer_id, id) where customer_id is not null;
create index carts_expiry on :schema.carts (expires_at) where status = 'open';

create table :schema.cart_lines (
  id text primary key,
  cart_id text not null references :schema.carts (id) on delete cascade,
  -- Adds with an equal key merge.
  line_key text not null,
  position int4 not null,
  variant_id text,
  -- What a line without a variant sells.
  custom jsonb,
  quantity :schema.quantity not null check (quantity > 0),
  unit_price_override :schema.minor_units check (unit_price_override >= 0),
  -- The unit price that the shopper saw last, for the notice of a changed one.
  seen_unit_price :schema.minor_units,
  fields jsonb not null,
  metadata jsonb not null,
  unique (cart_id, line_key)
);

create table :schema.quotes (
  id text primary key,
  cart_id text not null references :schema.carts (id) on delete cascade,
  cart_version int8 not null,
  customer_id text,
  guest_hash text,
  content jsonb not null,
  expires_at timestamptz not null,
  created_at timestamptz not null
);
create index quotes_by_cart on :schema.quotes (cart_id);

-- Orders

create sequence :schema.order_number_seq start 1000;

create table :schema.orders (
  id text primary key,
  -- Drawn when the order is placed; an unpaid one has none.
  number text unique,
  external_id text unique,
  cart_id text unique,
  customer_id text,
  guest_hash text,
  currency char(3) not null,
  channel text,
  locale text,
  state text not null,
  payment_state text not null,
  fulfillment_state text not null,
  prices_include_tax boolean not null,
  rounding jsonb not null,
  revision int4 not null,
  -- Current money; the sum of order_entries.
  subtotal :schema.minor_units not null,
  discount :schema.minor_units not null,
  net :schema.minor_units not null,
  tax :schema.minor_units not null,
  total :schema.minor_units not null,
  note text,
  metadata jsonb not null,
  placed_at timestamptz,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index orders_by_creation on :schema.orders (created_at, id);
create index orders_by_customer on :schema.orders (customer_id, created_at, id);
create index orders_by_guest on :schema.orders (guest_hash, created_at, id) where guest_hash is not null;
create index orders_by_state on :schema.orders (state, created_at, id);

create table :schema.order_lines (
  id text primary key,
  order_id text not null references :schema.orders (id),
  position int4 not null,
  variant_id text,
  product_id text,
  sku text not null,
  title text not null,
  option_values jsonb not null,
  tax_class text not null,
  price_source text not null check (price_source in ('catalog', 'override', 'custom')),
  -- The catalogue's price when it was placed; null for custom lines.
  list_price :schema.minor_units,
  unit_price :schema.minor_units not null check (unit_price >= 0),
  ordered :schema.quantity not null check (ordered > 0),
  cancelled :schema.quantity not null check (cancelled >= 0),
  shipped :schema.quantity not null check (shipped >= 0),
  returned :schema.quantity not null check (returned >= 0 and returned <= shipped),
  -- As placed; never updated.
  net :schema.minor_units not null,
  tax :schema.minor_units not null,
  total :schema.minor_units not null,
  taxes jsonb not null,
  adjustments jsonb not null,
  fields jsonb not null,
  metadata jsonb not null,
  unique (order_id, position),
  check (cancelled + shipped <= ordered),
  check (net + tax = total)
);
create index order_lines_by_sku on :schema.order_lines (sku, order_id);

-- Signed money rows. Revision 1 is the order as placed; each change appends a revision. Sums are the current money.
create table :schema.order_entries (
  order_id text not null references :schema.orders (id),
  revision int4 not null,
  position int4 not null,
  kind text not null check (kind in ('line', 'shipping')),
  order_line_id text,
  label text not null,
  quantity :schema.quantity not null,
  subtotal :schema.minor_units not null,
  discount :schema.minor_units not null,
  net :schema.minor_units not null,
  tax :schema.minor_units not null,
  total :schema.minor_units not null,
  taxes jsonb not null,
  reason text not null,
  at timestamptz not null,
  primary key (order_id, revision, position),
  check (net + tax = total)
);

create table :schema.order_parties (
  order_id text not null references :schema.orders (id),
  role text not null check (role in ('customer', 'shipping', 'billing')),
  name text,
  company text,
  email text,
  phone text,
  line1 text,
  line2 text,
  city text,
  region text,
  postal_code text,
  country char(2),
  primary key (order_id, role)
);

create table :schema.order_journal (
  id text primary key,
  order_id text not null references :schema.orders (id),
  at timestamptz not null,
  actor text not null,
  event text not null,
  detail jsonb not null
);
create index order_journal_by_order on :schema.order_journal (order_id, id);

-- Payments

-- Signed rows: the plan of the order, then one for each change of the amount due. Their sum is the amount due.
create table :schema.payment_tenders (
  id text primary key,
  order_id text not null references :schema.orders (id),
  -- Rows of one tender share it: the id of its first row.
  tender_id text not null,
  provider text not null,
  source text not null,
  amount :schema.minor_units not null,
  reason text not null,
  at timestamptz not null
);
create index payment_tenders_by_order on :schema.payment_tenders (order_id, id);

create table :schema.payment_attempts (
  id text primary key,
  -- What the provider gets as our reference.
  reference text not null unique,
  order_id text not null references :schema.orders (id),
  tender_id text not null,
  provider text not null,
  account text not null,
  idempotency_key text not null unique,
  amount :schema.minor_units not null,
  currency char(3) not null,
  content_hash text not null,
  status text not null,
  open boolean not null,
  action jsonb not null,
  provider_ref jsonb,
  expires_at timestamptz,
  version int8 not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index payment_attempts_by_order on :schema.payment_attempts (order_id, id);
create unique index payment_attempts_one_open on :schema.payment_attempts (tender_id) where open;

create table :schema.payment_facts (
  provider text not null,
  account text not null,
  kind text not null,
  fact_id text not null,
  attempt_id text not null references :schema.payment_attempts (id),
  amount :schema.minor_units not null,
  currency char(3) not null,
  phase text not null,
  at timestamptz not null,
  operation text,
  origin text not null,
  late boolean not null,
  primary key (provider, account, kind, fact_id)
);
create index payment_facts_by_attempt on :schema.payment_facts (attempt_id);

-- Bulk imports that can be resumed.
create table :schema.import_runs (
  id text primary key,
  kind text not null,
  source text not null,
  line int8 not null,
  created int8 not null,
  updated int8 not null,
  unchanged int8 not null,
  failed int8 not null,
  finished boolean not null,
  started_at timestamptz not null,
  updated_at timestamptz not null
);
