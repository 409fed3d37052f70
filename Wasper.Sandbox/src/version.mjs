/** The version of Activepieces whose contract is kept. */
export const version = '0.71.2';
