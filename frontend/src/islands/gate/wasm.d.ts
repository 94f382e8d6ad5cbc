/** Vite turns this import into the address of the built file. */
declare module "*.wasm?url" {
  const address: string;
  export default address;
}
