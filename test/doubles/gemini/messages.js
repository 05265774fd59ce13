/* messages.js — the request messages of generateContent and countTokens, as tables for schema.js.
 *
 * What a follow-up never uses (tools, speech, images) is known by name and not looked into: an unknown name is still
 * an error beside it.
 */
'use strict';

const {anything, bool, bytes, enumeration, float, int32, int64, mapOf, message, repeated, string} = require('./schema');

const Type = enumeration('Type', 'TYPE_UNSPECIFIED STRING NUMBER INTEGER BOOLEAN ARRAY OBJECT NULL');
const HarmCategory = enumeration('HarmCategory', 'HARM_CATEGORY_UNSPECIFIED HARM_CATEGORY_HARASSMENT '
    + 'HARM_CATEGORY_HATE_SPEECH HARM_CATEGORY_SEXUALLY_EXPLICIT HARM_CATEGORY_DANGEROUS_CONTENT '
    + 'HARM_CATEGORY_CIVIC_INTEGRITY');
const HarmBlockThreshold = enumeration('SafetySetting.HarmBlockThreshold', 'HARM_BLOCK_THRESHOLD_UNSPECIFIED '
    + 'BLOCK_LOW_AND_ABOVE BLOCK_MEDIUM_AND_ABOVE BLOCK_ONLY_HIGH BLOCK_NONE OFF');
const ThinkingLevel = enumeration('ThinkingConfig.ThinkingLevel', 'THINKING_LEVEL_UNSPECIFIED MINIMAL LOW MEDIUM HIGH');
const MediaResolution = enumeration('GenerationConfig.MediaResolution', 'MEDIA_RESOLUTION_UNSPECIFIED '
    + 'MEDIA_RESOLUTION_LOW MEDIA_RESOLUTION_MEDIUM MEDIA_RESOLUTION_HIGH');
const Modality = enumeration('GenerationConfig.Modality', 'MODALITY_UNSPECIFIED TEXT IMAGE AUDIO VIDEO');
const ServiceTier = enumeration('ServiceTier', 'unspecified flex standard priority');

/* The subset of OpenAPI 3.0 that responseSchema may use. */
const Schema = message('Schema', () => ({
    type: Type, format: string, title: string, description: string, nullable: bool, enum: repeated(string),
    items: Schema, minItems: int64, maxItems: int64, properties: mapOf(Schema), required: repeated(string),
    minProperties: int64, maxProperties: int64, minLength: int64, maxLength: int64, pattern: string, minimum: float,
    maximum: float, anyOf: repeated(Schema), propertyOrdering: repeated(string), default: anything, example: anything,
}));

const Blob = message('Blob', {mimeType: string, data: bytes});
const FileData = message('FileData', {mimeType: string, fileUri: string});
const VideoMetadata = message('VideoMetadata', {startOffset: string, endOffset: string, fps: float});

const Part = message('Part', {
    text: string, thought: bool, thoughtSignature: bytes, inlineData: Blob, fileData: FileData,
    videoMetadata: VideoMetadata, functionCall: anything, functionResponse: anything, executableCode: anything,
    codeExecutionResult: anything, toolCall: anything, toolResponse: anything, mediaResolution: anything,
    partMetadata: anything,
});
const Content = message('Content', {parts: repeated(Part), role: string});

const ThinkingConfig = message('ThinkingConfig',
    {includeThoughts: bool, thinkingBudget: int32, thinkingLevel: ThinkingLevel});
const SafetySetting = message('SafetySetting', {category: HarmCategory, threshold: HarmBlockThreshold});

const GenerationConfig = message('GenerationConfig', {
    temperature: float, topP: float, topK: int32, candidateCount: int32, maxOutputTokens: int32,
    stopSequences: repeated(string), responseLogprobs: bool, logprobs: int32, presencePenalty: float,
    frequencyPenalty: float, seed: int32, responseMimeType: string, responseSchema: Schema,
    responseJsonSchema: anything, responseModalities: repeated(Modality), mediaResolution: MediaResolution,
    speechConfig: anything, thinkingConfig: ThinkingConfig, imageConfig: anything, enableEnhancedCivicAnswers: bool,
});

const GenerateContentRequest = message('GenerateContentRequest', {
    model: string, contents: repeated(Content), systemInstruction: Content, safetySettings: repeated(SafetySetting),
    generationConfig: GenerationConfig, tools: repeated(anything), toolConfig: anything, cachedContent: string,
    labels: mapOf(string), serviceTier: ServiceTier, store: bool, continuationToken: bytes,
});

const CountTokensRequest = message('CountTokensRequest',
    {contents: repeated(Content), generateContentRequest: GenerateContentRequest});

module.exports = {CountTokensRequest, GenerateContentRequest};
