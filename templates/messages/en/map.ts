import type { MapWords } from "../map-words.ts";

export const map: MapWords = {
  label: (places) => `Map of the United States with these places marked: ${places}`,
  nationwide: "Map of the United States and its territories, all of it marked",
  caption: "Filled: the places this advisory is for. They are listed in words under “Where”.",
  countyCaption: "A dot is a county; its state is outlined.",
};
