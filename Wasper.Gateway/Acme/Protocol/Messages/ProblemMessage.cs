namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 7807, and RFC 8555, section 6.7. Nothing in it is required.</summary>
internal sealed record ProblemMessage(
    string? Type = null,
    string? Title = null,
    string? Detail = null,
    int? Status = null,
    string? Instance = null,
    IdentifierMessage? Identifier = null,
    IReadOnlyList<ProblemMessage>? Subproblems = null)
{
    // A problem document is read to the end whatever is in it; but a page of somebody else's in the detail need not fill the log.
    private const int MaxDetail = 500;

    /// <param name="status">Of the answer, for a document that does not give its own.</param>
    public AcmeProblem ToProblem(int status = 0) => new(
        OneLine(Type) is { Length: > 0 } type ? type : "about:blank",
        OneLine(Detail ?? Title),
        Status ?? status,
        Identifier is null ? null : OneLine(Identifier.Value),
        [.. (Subproblems ?? []).Select(problem => problem.ToProblem())]);

    private static string OneLine(string? text)
    {
        var line = string.Join(' ', (text ?? "").Split([.. (text ?? "").Where(char.IsControl).Append(' ')], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxDetail ? line : line[..MaxDetail] + "…";
    }
}
