using Microsoft.AspNetCore.Http.HttpResults;

namespace Wasper.Gateway.Admin;

/// <summary>Why an order was not carried out (RFC 9457): one sentence for the operator.</summary>
internal static class AdminProblem
{
    public static ProblemHttpResult Of(string sentence, int status = StatusCodes.Status400BadRequest) => TypedResults.Problem(sentence, statusCode: status);
}
