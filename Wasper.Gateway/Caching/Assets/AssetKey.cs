namespace Wasper.Gateway.Caching.Assets;

/// <summary>What an asset is found by: the host, in whatever case, and the target as the client wrote it. The app sees the host too, so an answer under one
/// name says nothing about another; names that are not the gateway's never get here where <c>Gateway:Domains</c> is set.</summary>
internal readonly record struct AssetKey(string Host, string Target)
{
    public bool Equals(AssetKey other) =>
        string.Equals(Target, other.Target, StringComparison.Ordinal) && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(Target.GetHashCode(StringComparison.Ordinal), Host.GetHashCode(StringComparison.OrdinalIgnoreCase));
}
