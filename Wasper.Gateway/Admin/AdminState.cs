using Wasper.Gateway.Caching.Assets;

namespace Wasper.Gateway.Admin;

/// <summary>The gateway at a glance.</summary>
internal sealed record AdminState(string? Version, int ProcessId, AppState App, CacheState Cache);
