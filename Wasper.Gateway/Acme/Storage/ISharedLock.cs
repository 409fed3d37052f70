namespace Wasper.Gateway.Acme.Storage;

/// <summary>A lock among gateways, kept by a heartbeat until it is disposed of. A holder that dies leaves it to the others after <see cref="Lease"/>.</summary>
internal interface ISharedLock : IAsyncDisposable
{
    /// <summary>How long a lock outlives its last heartbeat.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Three heartbeats may fail before the lock is lost.</summary>
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Cancelled when the lock is no longer certain: what it protects must stop.</summary>
    CancellationToken Lost { get; }
}
