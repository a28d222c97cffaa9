import { onWorkers } from "../../support/workers-process.ts";
import { wholePath } from "./whole-path.ts";

wholePath(onWorkers);
