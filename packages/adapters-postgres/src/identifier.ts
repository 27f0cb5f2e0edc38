const SHOP_NAME = /^[a-z][a-z0-9_]{0,47}$/

/**
 * The quoted schema name of a shop.
 *
 * @throws RangeError for a name that is not 1 to 48 lower-case letters, digits and underscores, letter first.
 */
export function schemaOf(shop: string): string {
  if (!SHOP_NAME.test(shop)) {
    throw new RangeError(`a shop's name is 1 to 48 of a-z, 0-9 and _, beginning with a letter, not '${shop}'`)
  }
  return `"${shop}"`
}
