import { onNode } from "../../support/process.ts";
import { wholePath } from "./whole-path.ts";

wholePath(onNode);
