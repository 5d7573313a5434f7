import { otp } from './clients';

export async function startLogin(phone: string) {
  const res = await otp.request({ phone });
  return { challenge: res.challengeId, resendAfter: res.resendAfter ?? 30 };
}
