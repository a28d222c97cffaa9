import type { MapWords } from "../map-words.ts";

export const map: MapWords = {
  label: (places) => `Mapa de los Estados Unidos con estos lugares señalados: ${places}`,
  nationwide: "Mapa de los Estados Unidos y sus territorios, todo señalado",
  caption: "Relleno: los lugares de este aviso. Están escritos en «Dónde».",
  countyCaption: "Un punto es un condado; su estado está delineado.",
};
