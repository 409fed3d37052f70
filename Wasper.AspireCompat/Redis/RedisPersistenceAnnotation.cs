namespace Aspire.Hosting.ApplicationModel;

/// <summary>When Redis writes a snapshot: after <paramref name="Interval"/>, if as many keys were changed.</summary>
internal sealed record RedisPersistenceAnnotation(TimeSpan Interval, long KeysChangedThreshold) : IResourceAnnotation;
