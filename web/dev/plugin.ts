export const fakeServer = () => ({ name: "fake" });
