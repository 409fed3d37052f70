using System.Collections.Concurrent;
using Wasper.Gateway.Acme;

namespace Wasper.Tests.Gateway.Acme.Protocol;

/// <summary>What an issuer remembers, for the length of a test.</summary>
internal sealed class MemoryStore : IIssuerStore
{
    private readonly ConcurrentDictionary<string, PendingOrder> _orders = new();

    public AcmeAccount? Account { get; set; }

    /// <summary>Everything that was written, in order.</summary>
    public ConcurrentQueue<AcmeAccount> Accounts { get; } = [];

    public IReadOnlyCollection<PendingOrder> Orders => [.. _orders.Values];

    public Task<AcmeAccount?> ReadAccountAsync(CancellationToken cancellationToken) => Task.FromResult(Account);

    public Task WriteAccountAsync(AcmeAccount account, CancellationToken cancellationToken)
    {
        Account = account;
        Accounts.Enqueue(account);
        return Task.CompletedTask;
    }

    public Task<PendingOrder?> ReadPendingOrderAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        Task.FromResult(_orders.GetValueOrDefault(Key(names)));

    public Task WritePendingOrderAsync(PendingOrder order, CancellationToken cancellationToken)
    {
        _orders[Key(order.Names)] = order;
        return Task.CompletedTask;
    }

    public Task ForgetPendingOrderAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        _orders.TryRemove(Key(names), out _);
        return Task.CompletedTask;
    }

    private static string Key(IReadOnlyList<string> names) => string.Join(' ', names);
}
