namespace Wasper.Gateway.Acme.Storage;

/// <summary>What the gateways of one installation share about their certificates: small texts by key, lists of lines, and locks. Keys are made by
/// <see cref="StoreKey"/>. It holds private keys.</summary>
/// <remarks>Every method may throw <see cref="StoreException"/>, whose message is a sentence for the operator.</remarks>
internal interface ISharedStore
{
    Task<string?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Replaces the text as a whole: a reader, or a crash, sees the old one or the new one.</summary>
    /// <param name="lifetime">When nobody needs it any more; null keeps it.</param>
    Task WriteAsync(string key, string text, TimeSpan? lifetime, CancellationToken cancellationToken);

    /// <summary>Deleting what is not there is no failure.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>The lines of a list, oldest first. The last one may be torn by a crash.</summary>
    Task<IReadOnlyList<string>> ReadLinesAsync(string key, CancellationToken cancellationToken);

    /// <summary>Adds a line that is durable when this returns.</summary>
    Task AppendLineAsync(string key, string line, CancellationToken cancellationToken);

    Task ReplaceLinesAsync(string key, IReadOnlyCollection<string> lines, CancellationToken cancellationToken);

    /// <summary>Takes the lock <paramref name="name"/>; null while another gateway has it.</summary>
    Task<ISharedLock?> TryLockAsync(string name, CancellationToken cancellationToken);
}
