namespace Troupe.Samples;

/// <summary>Work on numbers, for <c>troupe map</c>: one number a line.</summary>
public static class Numbers
{
    /// <summary>Whether a number is prime, by trial division.</summary>
    public static bool IsPrime(long number)
    {
        if (number < 2)
            return false;
        for (var divisor = 2L; divisor <= number / divisor; divisor++)
        {
            if (number % divisor == 0)
                return false;
        }

        return true;
    }
}
