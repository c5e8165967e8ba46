/** Shortcuts of one character can be switched off, for people whom a stray key or a voice would harm (WCAG 2.1.4). */
const KEY = "labelproof-single-keys";

export const areSingleKeysOn = (): boolean => localStorage.getItem(KEY) !== "off";

export const switchSingleKeys = (isOn: boolean): void => {
  if (isOn) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, "off");
};
