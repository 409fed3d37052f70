using Wasper.Gateway.Acme.Storage;

namespace Wasper.Tests.Gateway.Acme.Management;

/// <summary>A store whose calls break now and then, each kind of call in its turn.</summary>
internal sealed class FlakyStore(ISharedStore store) : ISharedStore
{
    private int _calls;

    /// <summary>Every so many calls one breaks; 0 for none.</summary>
    public int Every { get; set; }

    public Task<string?> ReadAsync(string key, CancellationToken cancellationToken) => Flaky().ReadAsync(key, cancellationToken);

    public Task WriteAsync(string key, string text, TimeSpan? lifetime, CancellationToken cancellationToken) => Flaky().WriteAsync(key, text, lifetime, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Flaky().DeleteAsync(key, cancellationToken);

    public Task<IReadOnlyList<string>> ReadLinesAsync(string key, CancellationToken cancellationToken) => Flaky().ReadLinesAsync(key, cancellationToken);

    public Task AppendLineAsync(string key, string line, CancellationToken cancellationToken) => Flaky().AppendLineAsync(key, line, cancellationToken);

    public Task ReplaceLinesAsync(string key, IReadOnlyCollection<string> lines, CancellationToken cancellationToken) => Flaky().ReplaceLinesAsync(key, lines, cancellationToken);

    public Task<ISharedLock?> TryLockAsync(string name, CancellationToken cancellationToken) => Flaky().TryLockAsync(name, cancellationToken);

    private ISharedStore Flaky() => Every > 0 && Interlocked.Increment(ref _calls) % Every == 0
        ? throw (_calls / Every % 2 == 0 ? new StoreException("The store is away.", new IOException()) : new InvalidOperationException("Nobody foresaw this."))
        : store;
}
