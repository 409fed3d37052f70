using Wasper.Gateway.Caching.Assets;
using Wasper.Gateway.Tls;
using Wasper.Gateway.Webhooks;

namespace Wasper.Gateway.Admin;

/// <summary>The gateway at a glance.</summary>
/// <param name="Webhooks">Null where they are not taken to disk.</param>
internal sealed record AdminState(string? Version, int ProcessId, AppState App, CertificateState Certificate, SpoolCounts? Webhooks, CacheState Cache);
