/** What every page carries. Each page reads whole without it. */
import { enhanceTables } from "./tables";

enhanceTables();
