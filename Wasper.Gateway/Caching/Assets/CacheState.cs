namespace Wasper.Gateway.Caching.Assets;

/// <summary>What the memory cache holds.</summary>
/// <param name="Bytes">In all forms, with what is on its way in and out.</param>
internal sealed record CacheState(int Assets, long Bytes, long MaxBytes);
