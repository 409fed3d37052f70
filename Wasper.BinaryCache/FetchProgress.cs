namespace Wasper.BinaryCache;

/// <summary>Where a fetch is.</summary>
/// <param name="Item">What is fetched, for people.</param>
/// <param name="Text">What is being done.</param>
/// <param name="Elapsed">How long it has been going on.</param>
/// <param name="IsLast">Whether the item is done.</param>
public sealed record FetchProgress(string Item, string Text, TimeSpan Elapsed, bool IsLast);
