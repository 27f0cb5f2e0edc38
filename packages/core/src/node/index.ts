export { aesGcmSecretBox } from './secret-box.ts'
export type { AesGcmSecretBoxOptions } from './secret-box.ts'
