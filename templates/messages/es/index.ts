import type { Language } from "../language.ts";
import { apiReference } from "./api-reference.ts";
import { archive } from "./archive.ts";
import { difference } from "./difference.ts";
import { draft } from "./draft.ts";
import { formats } from "./formats.ts";
import { ipaws } from "./ipaws.ts";
import { mail } from "./mail.ts";
import { map } from "./map.ts";
import { es } from "./messages.ts";
import { notice } from "./notice.ts";
import { official } from "./official.ts";
import { partner } from "./partner.ts";
import { sheet } from "./sheet.ts";
import { signIn } from "./sign-in.ts";
import { signage } from "./signage.ts";
import { verify } from "./verify.ts";

export const spanish: Language = {
  messages: es,
  apiReference,
  archive,
  difference,
  draft,
  formats,
  ipaws,
  mail,
  map,
  notice,
  official,
  partner,
  sheet,
  signage,
  signIn,
  verify,
};
