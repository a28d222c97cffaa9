/** The words of the map of the affected area. */
import { type InterfaceLanguage, interfaceLanguage } from "./index.ts";

export interface MapWords {
  readonly label: (places: string) => string;
  readonly nationwide: string;
  readonly caption: string;
  readonly countyCaption: string;
}

const byLanguage: Readonly<Record<InterfaceLanguage, MapWords>> = {
  en: {
    label: (places) => `Map of the United States with these places marked: ${places}`,
    nationwide: "Map of the United States and its territories, all of it marked",
    caption: "Filled: the places this advisory is for. They are listed in words under “Where”.",
    countyCaption: "A dot is a county; its state is outlined.",
  },
  es: {
    label: (places) => `Mapa de los Estados Unidos con estos lugares señalados: ${places}`,
    nationwide: "Mapa de los Estados Unidos y sus territorios, todo señalado",
    caption: "Relleno: los lugares de este aviso. Están escritos en «Dónde».",
    countyCaption: "Un punto es un condado; su estado está delineado.",
  },
};

export function mapWords(language: string): MapWords {
  return byLanguage[interfaceLanguage(language) ?? "en"];
}
