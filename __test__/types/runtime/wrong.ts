// Does not compile: the option is spelled wrong.
import { createRuntime } from 'uploadtask'

export const runtime = createRuntime({ maxConcurency: 1 })
