using System.Net;

namespace Wasper.Gateway.Acme.Preflight;

/// <summary>Finds the addresses of a name.</summary>
internal interface INameResolver
{
    /// <summary>Throws <see cref="System.Net.Sockets.SocketException"/> where there are none.</summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken);
}
