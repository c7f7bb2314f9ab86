/** What the compare page shows, as the part of its address after the #: it can be sent, kept and gone back to. */
export interface Choice {
  /** Each as ZONING/ZONE. */
  zones: string[];
  theme: string;
}

/** Return the choice that an address names; what it does not name is left empty. */
export function parsed(hash: string): Choice {
  const told = new URLSearchParams(hash.replace(/^#/, ""));
  const zones = (told.get("zones") ?? "").split(",").filter(Boolean).map(decodeURIComponent);
  return { zones: [...new Set(zones)], theme: told.get("theme") ?? "" };
}

/** Return the address of a choice. */
export function addressOf({ zones, theme }: Choice): string {
  const told = new URLSearchParams();
  if (zones.length) told.set("zones", zones.map(encodeURIComponent).join(","));
  if (theme) told.set("theme", theme);
  return `#${told}`;
}
