namespace BatchFunctions.Http;

/// <summary>Ends the work on a request; the border answers with the problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
