namespace Aspire.Hosting.ApplicationModel;

/// <summary>The formats that a value in an expression can have.</summary>
internal static class ReferenceExpressionFormat
{
    public static string? Apply(string? format, string? value) => format switch
    {
        null or "" => value,
        "uri" => value is null ? null : Uri.EscapeDataString(value),
        _ => throw new FormatException($"The format '{format}' of a value in an expression is unknown; there is 'uri'."),
    };
}
