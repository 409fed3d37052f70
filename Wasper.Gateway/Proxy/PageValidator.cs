using System.Net.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Wasper.Gateway.Proxy;

/// <summary>What tells one page from another in the headers of an answer, as the app wrote it: its tag, or else its date or its length.</summary>
internal static class PageValidator
{
    /// <summary>Null where the headers hold nothing of the kind.</summary>
    public static string? Of(HttpResponseMessage answer) => Strong(Value(answer.Headers, HeaderNames.ETag))
        ?? Value(answer.Content.Headers, HeaderNames.LastModified)
        ?? Value(answer.Content.Headers, HeaderNames.ContentLength);

    /// <inheritdoc cref="Of(HttpResponseMessage)"/>
    public static string? Of(IHeaderDictionary headers)
    {
        var (tag, date, length) = (headers.ETag, headers.LastModified, headers[HeaderNames.ContentLength]);
        return tag.Count > 0 ? Strong(tag[0])
            : date.Count > 0 ? date[0]
            : length.Count > 0 ? length[0]
            : null;
    }

    private static string? Value(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    // Compressed on its way or not, it is the same page.
    private static string? Strong(string? tag) => tag?.StartsWith("W/", StringComparison.Ordinal) == true ? tag[2..] : tag;
}
