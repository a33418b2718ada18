// The peer contract's `group` with KafkaJS. It has no static members.
'use strict'
const readline = require('node:readline')
const { Kafka, PartitionAssigners, logLevel } = require('kafkajs')

const tell = said => process.stdout.write(JSON.stringify(said) + '\n')

async function group(bootstrap, config, closing) {
  const kafka = new Kafka({
    clientId: config.client_id,
    brokers: [bootstrap],
    logCreator: () => ({ label, log }) => process.stderr.write(`${label} ${log.message} ${log.error ?? ''}\n`),
    logLevel: logLevel.ERROR,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 50 },
  })
  const consumer = kafka.consumer({
    groupId: config.group,
    partitionAssigners: [PartitionAssigners.roundRobin],
    sessionTimeout: config.session_timeout_ms,
    rebalanceTimeout: 30000,
    heartbeatInterval: 500,
    maxWaitTimeInMs: 200,
    metadataMaxAge: 2000,
    allowAutoTopicCreation: false,
  })
  consumer.on(consumer.events.REBALANCING, () => tell({ owned: [] }))
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const owned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) => partitions.map(p => `${topic}:${p}`))
    tell({ owned: owned.sort() })
  })
  await consumer.connect()
  await consumer.subscribe({ topics: config.topics, fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch, commitOffsetsIfNecessary, heartbeat, isRunning, isStale }) => {
      // A batch fetched before a rebalance belongs to whoever has the partition now.
      if (!isRunning() || isStale() || batch.messages.length === 0) return
      for (const message of batch.messages) tell({ record: `${batch.topic}:${batch.partition}`, offset: Number(message.offset) })
      const next = (BigInt(batch.lastOffset()) + 1n).toString()
      try {
        await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset: next }] }] })
      } catch (e) {
        tell({ uncommitted: String(e) })
        throw e
      }
      await heartbeat()
    },
  })
  await closing
  await consumer.disconnect()
  tell({ closed: true })
}

async function main() {
  const [command, bootstrap] = process.argv.slice(2)
  if (command !== 'group') throw new Error('usage: peer.js group BOOTSTRAP')
  const lines = readline.createInterface({ input: process.stdin })
  const config = await new Promise(resolve => lines.once('line', line => resolve(JSON.parse(line))))
  const closing = new Promise(resolve => {
    lines.once('line', resolve)
    lines.once('close', resolve)
  })
  await group(bootstrap, config, closing)
  process.exit(0)
}

main().catch(e => {
  process.stderr.write(`${e.stack}\n`)
  process.exit(1)
})
