/** What every page carries. Each page reads whole without it. */
import { addAlone } from "./alone";
import { addCompare } from "./compare";
import { addCopying } from "./copying";
import { begin } from "./data";
import { addExplore } from "./explore";
import { addFolds } from "./folds";
import { linkMaps } from "./linked";
import { addSearch } from "./searchbox";
import { enhanceTables } from "./tables";
import { addTravelMaps } from "./travel";

begin();
addSearch();
enhanceTables();
linkMaps();
addCopying();
addFolds();
addTravelMaps();
void addAlone();
void addCompare();
void addExplore();
