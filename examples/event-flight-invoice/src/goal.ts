import { defineGoal } from '@durable-goals/core';
import { createInvoice } from './tools/create-invoice.js';
import { findEvents } from './tools/find-events.js';
import { searchFlights } from './tools/search-flights.js';

/** Plans a trip around an event: the event, the flights, the invoice. */
export const tripGoal = defineGoal({
  id: 'event-flight-invoice',
  title: 'Plan a trip around an event',
  category: 'travel',
  description:
    'Find an event in a city, choose flights that fit its dates, and get an invoice for the trip.',
  instructions: `Help one person plan a trip to an event. Go in this order, one tool at a time:
1. Find out which city and which month the person has in mind, then look for events with FindEvents. List what was found, each with its dates, and ask which event it shall be.
2. When an event is chosen, ask where the journey begins unless that is known, then look for flights with SearchFlights. Fly on the first day of the event and return on its last day unless the person wants other days. List the flights with airline and price, cheapest first, and ask which one it shall be.
3. When a flight is chosen, ask for the email address that the invoice shall go to, then invoice the trip with CreateInvoice. The amount is the price of the chosen flight; the trip details name event, airline, cities and dates.
Never make up an event, a flight, a price or an email address. When the person changes their mind, go back to the step that it concerns. When the invoice is made, give its reference and its link, and the trip is planned.`,
  tools: [findEvents, searchFlights, createInvoice],
  starterPrompt:
    'Greet the traveller, say in a sentence that you find an event, flights to it and write the invoice, and ask which city and month they have in mind.',
  exampleConversation: [
    {
      role: 'agent',
      text: 'Hello! I plan trips around events. Which city and month are you thinking of?',
    },
    { role: 'user', text: 'Lisbon, sometime in June' },
    { role: 'agent', text: 'I will look for events in Lisbon around June.' },
    { role: 'tool', text: 'FindEvents: Festas de Lisboa, 2027-06-01 to 2027-06-30' },
    {
      role: 'agent',
      text: 'In June there are the Festas de Lisboa, from 1 to 30 June 2027. Would you like to go, and where would you fly from?',
    },
    { role: 'user', text: 'Yes, from Dublin, but only from the 11th to the 14th' },
    { role: 'agent', text: 'I will search flights from Dublin to Lisbon from 11 to 14 June 2027.' },
    { role: 'tool', text: 'SearchFlights: Ryanair FR412, 168.40 USD; Lufthansa LH820, 254.10 USD' },
    {
      role: 'agent',
      text: 'Ryanair is the cheapest at 168.40 USD, Lufthansa costs 254.10 USD. Which one do you want, and which email address shall the invoice go to?',
    },
    { role: 'user', text: 'The cheap one. I am at nuala@example.com' },
    { role: 'agent', text: 'I will write an invoice of 168.40 USD to nuala@example.com.' },
    { role: 'tool', text: 'CreateInvoice: TRIP-0C4E19A7B2, open' },
    {
      role: 'agent',
      text: 'Your invoice TRIP-0C4E19A7B2 is on its way to nuala@example.com. Enjoy Lisbon!',
    },
  ],
});
