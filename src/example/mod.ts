/** The project that `exp init --example` makes. */
export { EXAMPLE_PROJECT } from "./project.ts";
