using System.Diagnostics.CodeAnalysis;

// What ApiComparerTests compares: a small API with one of each thing that the notation has to get right.
namespace Wasper.Tests.AspireCompat.Api.MadeUp;

[Experimental("MADEUP001")]
internal abstract class Shelf<T> : List<string>, IDisposable
    where T : class, IDisposable, new()
{
    public const string Separator = "\n";

    public static readonly int? Limit = 3;

    protected Shelf()
    {
    }

    public required string Label { get; init; }

    public abstract T First { get; }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    public bool TryTake<TKey>(TKey key, out T[] taken, DateTimeKind kind = DateTimeKind.Utc, DateTime? until = null, params object[] more)
        where TKey : struct
    {
        taken = [];
        return Hide(key, kind) && until is null && more.Length > 0;
    }

    private protected virtual bool Hide(object key, object more) => key.Equals(more);

    internal int Row { get; private set; }
}

internal enum Size
{
    Small = 1,
    Large = 4,
}

internal readonly struct Spot;

internal static class Shelves
{
    public static string Describe(this string text, string? prefix = null, bool loud = false, int times = -1, string end = "!") =>
        $"{prefix}{text}{loud}{times}{end}";

    [Obsolete("Made up.")]
    public static void Forget()
    {
    }
}
