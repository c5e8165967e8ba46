/** Messages are values or functions of values, one typed catalogue a feature; plurals go through Intl. */
const rules = new Map<string, Intl.PluralRules>();

export interface Forms {
  readonly one: string;
  readonly other: string;
  readonly zero?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
}

/** The form that fits `n` in `locale`, with `#` replaced by the number. */
export function plural(n: number, forms: Forms, locale = "en"): string {
  let rule = rules.get(locale);
  if (!rule) rules.set(locale, (rule = new Intl.PluralRules(locale)));
  const form = n === 0 && forms.zero ? forms.zero : (forms[rule.select(n)] ?? forms.other);
  return form.replace("#", new Intl.NumberFormat(locale).format(n).replaceAll(",", "\u202F"));
}

const days = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const times = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hour12: false });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });

/** "31 Jan"; with its year, where that is not this one. */
export const dayText = (at: number, now: number = Date.now()): string => {
  const parts = days.formatToParts(at);
  const of = (type: string): string => parts.find((p) => p.type === type)?.value ?? "";
  const year = new Date(at).getFullYear();
  return year === new Date(now).getFullYear() ? `${of("day")} ${of("month")}` : `${of("day")} ${of("month")} ${year}`;
};
const endOfDay = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** The last day of something, kept as its end in UTC: the same day wherever it is read. */
export const lastDayText = (at: number): string => {
  const parts = endOfDay.formatToParts(at);
  const of = (type: string): string => parts.find((p) => p.type === type)?.value ?? "";
  return `${of("day")} ${of("month")} ${of("year")}`;
};
export const timeText = (at: number): string => times.format(at);

/** "2 min. ago" without the full stops. */
export function agoText(at: number, now: number): string {
  const s = Math.max(0, Math.round((now - at) / 1000));
  const [n, unit]: [number, Intl.RelativeTimeFormatUnit] =
    s < 60 ? [s, "second"] : s < 3600 ? [s / 60, "minute"] : s < 86_400 ? [s / 3600, "hour"] : [s / 86_400, "day"];
  return relative.format(-Math.floor(n), unit).replaceAll(".", "").replaceAll("sec ago", "s ago").replaceAll("hr ago", "h ago");
}
