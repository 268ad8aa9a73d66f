/** The states of the USA by their codes: people say the names, and services want the codes. */
const states =
  'AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming'
    .split(',')
    .map((line) => ({ code: line.slice(0, 2), name: line.slice(3) }))
    // West Virginia is not Virginia.
    .toSorted((one, other) => other.name.length - one.name.length);

/** The code of the state of the USA that a text names; `undefined` without one. */
export function stateCodeIn(text: string): string | undefined {
  const named = states.find(({ name }) => new RegExp(`\\b${name}\\b`, 'i').test(text));
  return (named ?? states.find(({ code }) => new RegExp(`\\b${code}\\b`).test(text)))?.code;
}
