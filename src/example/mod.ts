/**
 * The project that `exp init --example` makes, which travels inside the binary: softmax regression on the Palmer penguins
 * (344 rows; CC0 1.0; Horst, Hill and Gorman 2020, taken unchanged from the Python package palmerpenguins 0.1.4), in
 * POSIX sh and awk.
 */
export { PENGUINS } from "./penguins.ts";
