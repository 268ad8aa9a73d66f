import { defineGoal, defineTool, type Goal } from '@durable-goals/core';
import * as z from 'zod';

/** A goal much like the bundled example, small enough for a test. */
export function tripGoal(): Goal {
  const findEvents = defineTool({
    name: 'FindEvents',
    description: 'Find events in a city around a month.',
    effect: 'read',
    input: z.strictObject({
      city: z.string().min(1).describe('City to find events in, for example "Melbourne"'),
      month: z.string().min(1).describe('Month to find events in, for example "March"'),
    }),
    execute: ({ city, month }) => ({
      events: [
        {
          eventName:
            month === 'April' ? 'Spring Flower Parade' : 'Lunar New Year Festival & Parade',
          city,
          dateFrom: '2027-02-08',
          dateTo: '2027-02-22',
          description: 'Dragons, drums and lanterns through the old town.',
        },
        {
          eventName: `${city} International Film Festival`,
          city,
          dateFrom: '2027-04-17',
          dateTo: '2027-05-01',
          description: 'Two weeks of cinema from everywhere.',
        },
      ],
    }),
  });
  const searchFlights = defineTool({
    name: 'SearchFlights',
    description: 'Search for return flights between two cities.',
    effect: 'read',
    input: z.strictObject({
      origin: z.string().min(1).describe('City or airport to leave from'),
      destination: z.string().min(1).describe('City or airport to fly to'),
      dateDepart: z.iso.date().describe('Day of the outbound flight, YYYY-MM-DD'),
      dateReturn: z.iso.date().describe('Day of the return flight, YYYY-MM-DD'),
    }),
    execute: ({ dateDepart }) => ({
      currency: 'USD',
      results: [
        {
          operating_carrier: 'United Airlines',
          outbound_flight_code: 'UA 101',
          price: 240.5,
          dateDepart,
        },
        {
          operating_carrier: 'Southwest Airlines',
          outbound_flight_code: 'WN 22',
          price: 149.75,
          dateDepart,
        },
        { operating_carrier: 'Delta', outbound_flight_code: 'DL 7', price: 310, dateDepart },
      ],
    }),
  });
  const createInvoice = defineTool({
    name: 'CreateInvoice',
    description: 'Create an invoice for a trip.',
    effect: 'idempotent',
    needsApproval: 'always',
    input: z.strictObject({
      amount: z.number().positive().describe('Total in USD, for example 149.75'),
      tripDetails: z.string().min(1).describe('What the invoice is for'),
      email: z.email().describe('E-mail address that the invoice goes to'),
    }),
    execute: () => ({
      invoiceStatus: 'open',
      invoiceURL: 'https://pay.example.com/invoice/12345',
      reference: 'INV-12345',
    }),
  });
  return defineGoal({
    id: 'trip',
    title: 'Book a trip around an event',
    description: 'Helps you to find an event, flights to it, and to get an invoice for the trip.',
    instructions: 'Gather the arguments for each tool in order. Ask for one or two at a time.',
    tools: [findEvents, searchFlights, createInvoice],
  });
}

/** Booking a meeting room: numbers, a choice, times, yes or no, and an item picked by its name. */
export function roomGoal(): Goal {
  const findRooms = defineTool({
    name: 'find_rooms',
    description: 'Finds free meeting rooms on a day.',
    effect: 'read',
    input: z.object({
      day: z.iso.date().describe('Day of the meeting'),
      attendees: z.int().min(1).max(40).describe('Number of people who attend'),
      projector: z.boolean().optional().describe('Whether a projector is needed'),
    }),
    execute: ({ attendees }) => ({
      rooms:
        attendees > 30
          ? []
          : [
              { id: 'r-17', name: 'Blue Lagoon', capacity: 8, hourlyRate: 30 },
              { id: 'r-23', name: 'Red Rock', capacity: 20, hourlyRate: 55 },
              { id: 'r-42', name: 'Green Garden', capacity: 12, hourlyRate: 20 },
            ],
    }),
  });
  const bookRoom = defineTool({
    name: 'book_room',
    description: 'Book a meeting room.',
    effect: 'unsafe',
    input: z.object({
      roomId: z.string().describe('Identifier of the room'),
      day: z.iso.date(),
      startTime: z
        .string()
        .regex(/^\d\d:\d\d$/)
        .describe('Time at which the meeting begins, HH:MM'),
      durationMinutes: z.int().min(15).max(480).describe('Length of the meeting in minutes'),
      layout: z.enum(['theatre', 'u_shape', 'board_room']).describe('How the chairs stand'),
      title: z.string().min(3).max(60).describe('Title of the meeting'),
    }),
    execute: ({ roomId }) => ({
      booking: { reference: 'BK-9', roomId },
      link: 'https://rooms.example/BK-9',
    }),
  });
  return defineGoal({
    id: 'rooms',
    title: 'Book a meeting room',
    instructions: 'Find a room first, then book it.',
    tools: [findRooms, bookRoom],
  });
}

/** Asking for time off: nested objects, dates in pairs, a list of e-mails, a scalar result that feeds on. */
export function timeOffGoal(): Goal {
  const checkBalance = defineTool({
    name: 'CheckLeaveBalance',
    description: 'Check how many days of leave an employee has left.',
    effect: 'read',
    input: z.strictObject({
      employeeEmail: z.email().describe("The employee's e-mail address"),
      leaveType: z.enum(['vacation', 'sick', 'parental']).describe('Kind of leave'),
    }),
    execute: () => ({ daysLeft: 12, policyId: 'POL-3' }),
  });
  const requestLeave = defineTool({
    name: 'RequestLeave',
    description: 'Request the days off.',
    effect: 'idempotent',
    input: z.strictObject({
      employeeEmail: z.email(),
      leaveType: z.enum(['vacation', 'sick', 'parental']),
      period: z.strictObject({
        firstDay: z.iso.date().describe('First day of the leave'),
        lastDay: z.iso.date().describe('Last day of the leave'),
      }),
      policyId: z.string(),
      managerEmail: z.email().describe("The manager's e-mail address"),
      reason: z.string().nullable().optional().describe('Reason for the leave'),
      halfDay: z.boolean().default(false),
    }),
    execute: () => ({ requestId: 'LR-77', status: 'submitted' }),
  });
  const notifyTeam = defineTool({
    name: 'NotifyTeam',
    description: 'Notify the team of the absence.',
    effect: 'unsafe',
    input: z.strictObject({
      requestId: z.string(),
      recipients: z.array(z.email()).min(1).describe('E-mail addresses of the colleagues to tell'),
      summary: z.string().max(200).describe('What the colleagues read'),
    }),
    execute: ({ recipients }) => ({ sent: recipients.length }),
  });
  return defineGoal({
    id: 'time-off',
    title: 'Ask for time off',
    instructions: 'Check the balance, request the leave, tell the team.',
    tools: [checkBalance, requestLeave, notifyTeam],
  });
}
