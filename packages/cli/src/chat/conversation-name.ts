import { randomInt } from 'node:crypto';

const qualities =
  'amber brave brisk calm clever cosy crisp early eager fair fond fresh gentle glad golden grand happy hardy jolly keen kind light lively lucky mellow merry mild neat nimble noble plain proud quick quiet rapid ready rosy royal sharp silver smart snowy soft solid spry steady sunny swift tidy true vivid warm wise witty';
const animals =
  'badger beaver bison bunting camel carp civet crane curlew deer dipper dove eagle egret falcon ferret finch fox gecko gull hare heron ibex jay kestrel kite lark lemur linnet lynx marten merlin mole moose newt otter owl panda perch plover puffin quail raven robin seal shrike stoat stork swan swift tapir tern trout vole wagtail wren yak';

/** A name for a conversation that a person can read out; one of about three million. */
export function conversationName(): string {
  return `${anyOf(qualities)}-${anyOf(animals)}-${randomInt(100, 1000)}`;
}

function anyOf(words: string): string {
  const list = words.split(' ');
  return list[randomInt(list.length)] ?? '';
}
