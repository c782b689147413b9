// Package widget holds the pieces the window is built of: tables, fields for dates, money and rates, the journey bar, page
// preview, messages and the runner of long work. They know nothing of pledges; what they show and call is given to them.
//
// Input methods (拼音) compose text before it is entered, so no field here binds data or judges while a person types: a
// value is read when the field loses the focus or Enter is pressed.
package widget
