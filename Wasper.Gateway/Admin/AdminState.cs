using Wasper.Gateway.Caching.Assets;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Admin;

/// <summary>The gateway at a glance.</summary>
internal sealed record AdminState(string? Version, int ProcessId, AppState App, CertificateState Certificate, CacheState Cache);
