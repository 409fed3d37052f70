namespace Wasper.Benchmarks.Gateway.Load.OpenSsl;

/// <summary>What a client remembers of a connection so as to resume it.</summary>
internal sealed class OpenSslSession(nint handle) : IDisposable
{
    public nint Handle => handle;

    public void Dispose() => NativeMethods.SSL_SESSION_free(handle);
}
