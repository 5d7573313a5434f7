export const Form = () => <form action='/quotes' autoComplete='organization' />;
