namespace Troupe.Samples.WebApp;

/// <summary>What requests ask for; it runs in worker processes.</summary>
public static class Work
{
    /// <summary>The prime factors of a number. Zero never ends, and a negative number ends its process.</summary>
    public static List<long> Factors(long number)
    {
        if (number < 0)
            Environment.FailFast("A bug of native code, say.");
        var factors = new List<long>();
        for (long divisor = 2; number != 1; divisor++)
        {
            for (; number % divisor == 0 && number != 0; number /= divisor)
                factors.Add(divisor);
        }
        return factors;
    }
}
