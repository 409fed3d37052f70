using System.Text.RegularExpressions;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// DCP takes every argument and variable of a process for a template of Go and fails on what is none. The ports it picks are written that way; what else looks
/// like a template is a text of the user's, and has to arrive as it is.
/// </summary>
internal static partial class DcpTemplate
{
    /// <summary>Stands for the port that DCP picks for the process to serve the service on.</summary>
    public static string PortOf(string service) => $$$"""{{- portForServing "{{{service}}}" -}}""";

    /// <summary>Protects all double braces but those of <see cref="PortOf"/>.</summary>
    public static string Keep(string text) => text.Contains("{{", StringComparison.Ordinal)
        ? Braces().Replace(text, match => match.Value is "{{" ? "{{\"{{\"}}" : match.Value)
        : text;

    [GeneratedRegex("""\{\{- portForServing "[^"]*" -\}\}|\{\{""")]
    private static partial Regex Braces();
}
