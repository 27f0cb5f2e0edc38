const encoder = new TextEncoder()

/** SHA-256 of a text (UTF-8) in hex. */
export async function sha256Hex(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', encoder.encode(text)))
}

/** Makes a function that signs texts with HMAC-SHA-256 under one key and answers hex. */
export function hmacSigner(key: string): (text: string) => Promise<string> {
  const imported = crypto.subtle.importKey(
    'raw',
    encoder.encode(key),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  return async (text) => hex(await crypto.subtle.sign('HMAC', await imported, encoder.encode(text)))
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
