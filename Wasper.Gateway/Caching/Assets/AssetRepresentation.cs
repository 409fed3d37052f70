using Wasper.Gateway.Caching.Compression;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>One form of an asset: its bytes and the strong tag that belongs to just these.</summary>
internal sealed record AssetRepresentation(ContentCoding Coding, ReadOnlyMemory<byte> Content, string EntityTag);
