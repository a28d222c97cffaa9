/** The typeface of printable sheets, as the bundler gives it. */
import bold from "../../templates/fonts/PublicSans-Bold.ttf";
import regular from "../../templates/fonts/PublicSans-Regular.ttf";
import type { SheetFonts } from "../formats/pdf-sheet.ts";

export const sheetFonts: SheetFonts = { regular: new Uint8Array(regular), bold: new Uint8Array(bold) };
